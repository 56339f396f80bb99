"""One-machine mode: embedded servers, web and worker, started as processes by command line, never by import."""
