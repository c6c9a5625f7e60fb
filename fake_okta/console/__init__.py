"""The Admin Console's pages: the Device Trust setting, the rules of apps, certificates of people, the System Log."""
