"""Parsing of files from outside, each in a child process with limits of memory and time."""
