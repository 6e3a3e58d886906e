"""The command line's parts, one a subject: each adds its commands to the parser of `zcdash.__main__`, and prints their answers."""
