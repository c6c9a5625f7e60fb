"""What the services and the Macs of a saved run logged, in the vendors' own shapes, for whoever tests a detection rule.

The three share ids and one clock: a Mac's Hardware UUID, a user's login and a certificate's serial number are the same
in Okta's System Log, in Jamf Pro's policy logs and in the logs of the Mac.
"""
