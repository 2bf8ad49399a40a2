package io.fabula.generator.batch;

/// An event as the model wrote it, checked and without a number or a time.
///
/// @param data JSON text
record Draft(String type, String data) {}
