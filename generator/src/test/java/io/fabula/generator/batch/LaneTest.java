package io.fabula.generator.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final Lane lane = new Lane(1);

  private static List<String> cast(Lane of) {
    return of.wish(1, Optional.empty(), 2).part().orElseThrow().cast();
  }

  @Test
  void splittingSharesTheCastOutAndKeepsThePast() {
    lane.remember("the mill burns", List.of("ann", "ben", "cid", "dot", "eve"));
    lane.told("t", "{\"n\":1}");

    Lane other = lane.split(2);

    assertThat(cast(lane)).containsExactly("ann", "cid", "eve");
    assertThat(cast(other)).containsExactly("ben", "dot");
    Wish wish = other.wish(1, Optional.empty(), 2);
    assertThat(wish.digest()).isEqualTo("the mill burns");
    assertThat(wish.last()).containsExactly("{\"type\":\"t\",\"data\":{\"n\":1}}");
    assertThat(wish.part().orElseThrow().number()).isEqualTo(2);
  }

  @Test
  void faultsAreToldOnceAndNothingNewLeavesTheOld() {
    lane.remember("calm", List.of("ann"));
    lane.note("too loud");
    assertThat(lane.wish(1, Optional.empty(), 1).rejected()).containsExactly("too loud");

    lane.remember("", List.of());

    assertThat(lane.wish(1, Optional.empty(), 1).rejected()).isEmpty();
    assertThat(lane.wish(1, Optional.empty(), 1).digest()).isEqualTo("calm");
    assertThat(lane.castSize()).isOne();
  }
}
