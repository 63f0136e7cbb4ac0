"""`python -m pipewright_serving`: settings on the first line of stdin, which is then held open; its end is the end of all."""

if __name__ == '__main__':
    from pipewright_serving.group import main

    main()
