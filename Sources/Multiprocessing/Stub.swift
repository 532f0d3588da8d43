enum StubMultiprocessing {}
