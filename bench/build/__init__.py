"""How long a site of many records takes to build: Gongkai and its peers over the same generated text."""
