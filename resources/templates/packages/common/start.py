"""Starts the server of this model: python start.py [--port 8000] [--here]

Makes the environment .venv from requirements.txt at first. With --here the packages of this Python are used instead.
"""

import argparse
import os
import subprocess
import sys
import venv

FOLDER = os.path.dirname(os.path.abspath(__file__))
COMMAND = "__COMMAND__"


def environment_python():
    """The Python of .venv, made where it is missing or older than the requirements."""
    folder = os.path.join(FOLDER, '.venv')
    python = os.path.join(folder, 'Scripts', 'python.exe') if os.name == 'nt' else os.path.join(folder, 'bin', 'python')
    done = os.path.join(folder, 'installed')
    requirements = os.path.join(FOLDER, 'requirements.txt')
    if not os.path.exists(done) or os.path.getmtime(done) < os.path.getmtime(requirements):
        venv.create(folder, with_pip=True)
        subprocess.run([python, '-m', 'pip', 'install', '--quiet', '-r', requirements], check=True)
        with open(done, 'w') as file:
            file.write('')
    return python


def command(python, port):
    return [python, *(part.replace('PORT', str(port)) for part in COMMAND)]


def variables(python):
    """As in a shell where the environment is active: servers start programs of it by their names."""
    return {**os.environ, 'PATH': os.path.dirname(python) + os.pathsep + os.environ.get('PATH', '')}


def main():
    parser = argparse.ArgumentParser(description='Starts the server of this model.')
    parser.add_argument('--port', type=int, default=8000)
    parser.add_argument('--here', action='store_true', help='use the packages of this Python')
    options = parser.parse_args()
    python = sys.executable if options.here else environment_python()
    sys.exit(subprocess.run(command(python, options.port), cwd=FOLDER, env=variables(python)).returncode)


if __name__ == '__main__':
    main()
