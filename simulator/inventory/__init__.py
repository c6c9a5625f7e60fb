"""The real estate in: exports and APIs of Jamf Pro and Okta become an estate file and a table of known Macs.

Nothing is guessed in silence: what could not be read is counted, named with its line, and left 'not known'.
"""
