"""The shop of the README and of the demo: what real RQ workers run there."""
