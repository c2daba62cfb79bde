"""`python -m joinedup.experiments` is `joinedup`."""

from joinedup.experiments.cli import main

if __name__ == "__main__":
    main()
