"""`python -m pipewright_runner.repl <block run directory>`: a Python prompt where the block failed."""

import sys

if __name__ == '__main__':
    from pipewright_runner.repl.start import main

    sys.exit(main(sys.argv[1:]))
