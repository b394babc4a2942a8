
too late