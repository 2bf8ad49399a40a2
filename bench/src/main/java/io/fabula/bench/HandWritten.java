package io.fabula.bench;

/// The reference: loops written by hand for one event, the `vitals` of the narrative
/// intensive-care, in the bytes in which the engine writes it.
///
/// `bytes` copies segments and formats numbers and a timestamp in place; what the numbers are costs
/// nothing. `story` also plays what the blueprint plays for this event: eight beds, five vital
/// signs that each wander back to where they belong by a bell curve, kept with two decimals.
public final class HandWritten {
  private HandWritten() {}

  /// Measures both loops.
  public static void main(String[] arguments) throws InterruptedException {
    System.out.println(Rounds.head());
    Monitors bytes = new Monitors(false);
    System.out.println(Rounds.measure(bytes::run).row("bytes"));
    Monitors story = new Monitors(true);
    System.out.println(Rounds.measure(story::run).row("story"));
    System.out.println(story.last());
  }
}
