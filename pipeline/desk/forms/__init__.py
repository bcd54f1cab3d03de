"""New forms at the desk: a blank is dropped, what was found in it is looked over, tried and confirmed."""
