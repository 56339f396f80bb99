"""Room: reviewing. What officials see of their towns, traced to the attempts behind it."""
