"""How strong the unit tests are: faults are planted in the rules one by one, and the tests must notice."""
