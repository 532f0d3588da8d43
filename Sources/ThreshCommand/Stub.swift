enum StubThreshCommand {}
