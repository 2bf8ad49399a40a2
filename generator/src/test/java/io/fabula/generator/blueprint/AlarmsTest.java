package io.fabula.generator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.chance.Dice;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AlarmsTest {
  private static final int ROWS = 300;

  private record Alarm(long time, int row) {}

  @Test
  void theEarliestIsFirstHoweverManyAreSetAndCancelled() {
    // Given alarms, and the same in a sorted set
    Alarms alarms = new Alarms(ROWS);
    TreeSet<Alarm> sorted =
        new TreeSet<>(Comparator.comparingLong(Alarm::time).thenComparingInt(Alarm::row));
    Map<Integer, Alarm> byRow = new HashMap<>();
    Dice dice = new Dice(1);

    // When they are set and cancelled at random, many for the same time
    for (int i = 0; i < 50_000; i++) {
      int row = dice.below(ROWS);
      Alarm old = byRow.remove(row);
      alarms.cancel(row);
      if (old != null) {
        sorted.remove(old);
      }
      if (old == null || dice.below(3) > 0) {
        Alarm alarm = new Alarm(dice.below(100), row);
        alarms.set(row, alarm.time());
        byRow.put(row, alarm);
        sorted.add(alarm);
      }

      // Then both have the same first, of equal times the lowest row
      assertThat(alarms.earliest())
          .isEqualTo(sorted.isEmpty() ? Cast.NEVER : sorted.first().time());
      if (!sorted.isEmpty()) {
        assertThat(alarms.first()).isEqualTo(sorted.first().row());
      }
    }
  }
}
