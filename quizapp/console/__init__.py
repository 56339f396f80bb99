"""Room: organizing. From a file of questions and a list of people to a running contest."""
