"""One question a file: experiments that are asked again and again. The next release fills this folder."""
