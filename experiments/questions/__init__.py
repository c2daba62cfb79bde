"""One question a file: experiments that are asked again and again.

unconstrained  how much health do limits cost
continuity     how much does seeing one's own doctor matter
"""
