"""`python -m pipewright.packaging`: what is wanted as JSON on stdin, what was written as JSON on stdout."""

import json
import sys

if __name__ == '__main__':
    from pipewright.packaging.write import Unpackable, write_package

    told = sys.stdout
    # What the model's code prints is no answer.
    sys.stdout = sys.stderr
    try:
        answer = write_package(json.load(sys.stdin))
    except Unpackable as error:
        answer = {'error': str(error)}
    json.dump(answer, told)
