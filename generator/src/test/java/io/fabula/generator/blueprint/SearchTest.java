package io.fabula.generator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Picking those for whom a condition holds.
class SearchTest {
  /// Two crews of four; each looks for a mate of its crew who is awake, and for anybody of a rank.
  private static final String SHIP =
      """
      {"blueprint":1,"entities":{
         "crew":{"count":2,"fields":{"name":{"$each":["red","blue"]},"chief":{"$none":"sailor"}}},
         "sailor":{"of":"crew","count":4,"fields":{"n":{"$ref":"number"},"rank":{"$each":[1,2,3]}},
           "start":"awake","states":{
             "awake":{"actions":[{"event":"looked"},{"event":"slept","to":"asleep"}]},
             "asleep":{"actions":[{"event":"woke","weight":0.3,"to":"awake"}]}}},
         "log":{"fields":{"third":{"$pick":"sailor","when":"n == 3"}},"actions":[{"event":"noted"}]}},
       "events":{
         "slept":{"data":{"n":{"$ref":"n"}}},"woke":{"data":{"n":{"$ref":"n"}}},
         "noted":{"data":{"third":{"$ref":"third.n"}}},
         "looked":{"let":{"wanted":{"$expr":"rank"},
             "mate":{"$pick":"crew.sailor","when":"state == 'awake'"},
             "peer":{"$pick":"sailor","when":"rank == wanted"},
             "nobody":{"$pick":"sailor","when":"rank == wanted + 9"}},
           "data":{"n":{"$ref":"n"},"crew":{"$ref":"crew.name"},"rank":{"$ref":"rank"},
             "mate":{"$if":"alive(mate)","then":{"$ref":"mate.n"},"else":0},"mates":{"$ref":"mate.crew.name"},
             "peer":{"$ref":"peer.n"},"peers":{"$ref":"peer.rank"},"found":{"$expr":"alive(nobody)"}}}}}
      """;

  private static List<JsonNode> told(Blueprint blueprint) {
    return Play.json(Play.events(blueprint, "rate: 10", 3, 40_000));
  }

  @Test
  void whoIsPickedMeetsTheConditionBelongsToTheOwnerAndIsNotOneself() {
    Set<Integer> asleep = new HashSet<>();
    int alone = 0;
    int found = 0;
    for (var event : Play.events(SHIP, "rate: 10", 3, 6_000)) {
      JsonNode data = Play.json(List.of(event)).getFirst();
      int n = data.path("n").asInt();
      switch (event.type()) {
        case "slept" -> asleep.add(n);
        case "woke" -> asleep.remove(n);
        case "noted" -> assertThat(data.path("third").asInt()).isEqualTo(3);
        default -> {
          int mate = data.path("mate").asInt();
          assertThat(data.path("found").asBoolean()).isFalse();
          assertThat(data.path("peer").asInt()).isNotEqualTo(n);
          assertThat(data.path("peers")).isEqualTo(data.path("rank"));
          if (mate == 0) {
            alone++;
            continue;
          }
          found++;
          assertThat(asleep).doesNotContain(mate);
          assertThat(mate).isNotEqualTo(n);
          assertThat(data.path("mates")).isEqualTo(data.path("crew"));
        }
      }
    }
    assertThat(found).isGreaterThan(800);
    assertThat(alone).as("everybody else asleep").isGreaterThan(10);
  }

  @Test
  void nothingBelongsToNobody() {
    // Given rooms with two doors each, and somebody who looks for a room that is not there
    String house =
        """
        {"blueprint":1,"entities":{
           "room":{"count":3,"fields":{"n":{"$ref":"number"}}},
           "door":{"of":"room","count":2,"fields":{"n":{"$ref":"number"}}},
           "person":{"actions":[{"event":"went"}]}},
         "events":{"went":{"let":{
             "nowhere":{"$pick":"room","when":"n > 9"},
             "first":{"$pick":"nowhere.door"},
             "other":{"$pick":"nowhere.door","when":"n > 0"}},
           "data":{"first":{"$expr":"alive(first)"},"other":{"$expr":"alive(other)"}}}}}
        """;

    assertThat(Play.json(Play.events(house, "rate: 10", 3, 2_000)))
        .hasSize(2_000)
        .allMatch(data -> data.toString().equals("{\"first\":false,\"other\":false}"));
  }

  @Test
  void allWhoMeetTheConditionHaveTheSameChance() {
    // Given the sailors of rank 1: the first, the fourth and the seventh
    List<Integer> peers =
        told(Blueprint.parse("b.json", SHIP)).stream()
            .filter(d -> d.path("n").asInt() == 1 && d.has("peer"))
            .map(d -> d.path("peer").asInt())
            .toList();

    assertThat(peers).containsOnly(4, 7);
    double share = peers.stream().filter(n -> n == 4).count() / (double) peers.size();
    assertThat(share).isBetween(0.47, 0.53);
  }

  @Test
  void aSearchFindsTheSameCompiledOrNot() {
    Blueprint compiled = Blueprint.parse("b.json", SHIP);
    compiled.plan().practices().forEach(Practice::compile);
    Blueprint played = Blueprint.parse("b.json", SHIP);
    played.plan().practices().forEach(Practice::interpret);

    assertThat(told(compiled)).isEqualTo(told(played));
  }
}
