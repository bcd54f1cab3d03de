"""What lies in the inputs: found, looked into, and read out of the containers that it came in."""
