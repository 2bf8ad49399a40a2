package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.chance.Dice;
import io.fabula.generator.narrative.Schemas;
import io.fabula.generator.replay.Generated;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Message;
import io.fabula.generator.replay.Surrogates;
import io.fabula.generator.sample.UndrawableException;
import io.fabula.generator.sample.ValueSampler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Draws messages from the shapes of the recording, without a model. What is drawn depends on the
/// seed and the place alone. For one thread.
final class SamplePen implements Pen {
  private static final String BY = "offline";
  private static final int TRIES = 4;
  private static final Instant SOME_DAY = Instant.parse("2026-01-01T12:00:00Z");

  private final Survey survey;
  private final Inserted inserted;
  private final Map<Kind, ValueSampler> samplers = new LinkedHashMap<>();
  private final long startMillis;
  private long weight;

  /// @throws UndrawableException where nothing can be drawn from any shape
  SamplePen(Survey survey, Inserted inserted) {
    this.survey = survey;
    this.inserted = inserted;
    this.startMillis = survey.of().recording().origin().start().orElse(SOME_DAY).toEpochMilli();
    Optional<UndrawableException> refused = Optional.empty();
    for (Kind kind : drawn(survey.kinds().offered(survey.of().direction()))) {
      try {
        samplers.put(kind, ValueSampler.of(kind.key().name(), kind.drawing()));
        weight += kind.messages();
      } catch (UndrawableException e) {
        refused = Optional.of(e);
      }
    }
    if (samplers.isEmpty() && refused.isPresent()) {
      throw refused.get();
    }
  }

  /// What came only once is a greeting or a farewell, unless everything did.
  private static List<Kind> drawn(List<Kind> kinds) {
    List<Kind> usual = kinds.stream().filter(kind -> kind.messages() > 1).toList();
    return usual.isEmpty() ? kinds : usual;
  }

  @Override
  public List<Line> write(Batch batch) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Line line = draw(batch, i);
      inserted.add(line);
      lines.add(line);
    }
    return lines;
  }

  private Line draw(Batch batch, int index) {
    Dice dice =
        Dice.of(
            survey.of().seed(),
            "augment value %d %d".formatted(batch.gap().after(), batch.first() + index));
    Kind kind = kind(dice);
    long micros = batch.at(index);
    String text = "";
    for (int i = 0; i < TRIES; i++) {
      String json =
          Objects.requireNonNull(samplers.get(kind)).draw(dice.next(), startMillis + micros / 1000);
      JsonNode value = Schemas.parse(json);
      text = kind.key().isText() ? value.asText() : filled(kind, value, micros);
      if (kind.repeats() || !inserted.has(text)) {
        break;
      }
    }
    return new Line(
        batch.time(index),
        survey.of().direction(),
        new Message.Text(Surrogates.mended(text)),
        Optional.empty(),
        Optional.of(new Generated(BY, Optional.of(survey.of().narrative().name()))));
  }

  private String filled(Kind kind, JsonNode value, long micros) {
    return inserted.filling().fill(kind, value, micros).toString();
  }

  private Kind kind(Dice dice) {
    double draw = dice.unit() * weight;
    Kind last = samplers.keySet().iterator().next();
    for (Kind kind : samplers.keySet()) {
      last = kind;
      draw -= kind.messages();
      if (draw < 0) {
        break;
      }
    }
    return last;
  }
}
