package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.batch.EventScanner;
import io.fabula.generator.narrative.EventChecker;
import io.fabula.generator.replay.Generated;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Message;
import io.fabula.providers.Answer;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.fallback.Chain;
import io.fabula.providers.fallback.Link;
import io.fabula.providers.fallback.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Has a model write messages, at most three rounds a batch: what is missing is asked for again,
/// with what was wrong. The first provider that is well is asked, the next one where it fails.
/// Whole messages are kept whatever happens to an answer later. For one thread.
final class ModelPen implements Pen {
  /// How often a model is asked for one batch.
  static final int ROUNDS = 3;

  private static final int MOST_FAULTS = 5;
  private static final int MAX_REST = 4096;
  private static final int MAX_BARREN = 4 * EventChecker.MAX_BYTES;

  private final Survey survey;
  private final Chain chain;
  private final Inserted inserted;
  private final PromptWriter prompts;
  private final MessageReader reader;
  private final AugmentListener listener;

  ModelPen(
      Survey survey,
      Chain chain,
      Inserted inserted,
      PromptWriter prompts,
      AugmentListener listener) {
    this.survey = survey;
    this.chain = chain;
    this.inserted = inserted;
    this.prompts = prompts;
    this.listener = listener;
    this.reader =
        new MessageReader(survey.of().direction(), survey.kinds().offered(survey.of().direction()));
  }

  /// A batch while it is written.
  private static final class Work {
    private final Batch batch;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private boolean shortened;

    private Work(Batch batch) {
      this.batch = batch;
    }

    private int wanted() {
      return batch.size() - lines.size();
    }

    private void fault(String fault) {
      if (faults.size() < MOST_FAULTS && !faults.contains(fault)) {
        faults.add(fault);
      }
    }
  }

  /// How one asking of all providers went.
  private enum Reply {
    ANSWERED,
    TOO_LONG,
    REFUSED
  }

  @Override
  public List<Line> write(Batch batch) throws InterruptedException {
    Work work = new Work(batch);
    int round = 1;
    while (work.wanted() > 0 && round <= ROUNDS) {
      Prompt prompt =
          prompts.write(batch, work.wanted(), inserted.latest(), work.faults, work.shortened);
      work.faults.clear();
      Reply reply;
      try {
        reply = ask(prompt, work);
      } catch (ProviderException.Cancelled e) {
        throw e;
      } catch (ProviderException e) {
        if (work.lines.isEmpty()) {
          throw e;
        }
        // What has come is kept; the next batch will meet the same failure.
        work.fault(String.valueOf(e.getMessage()));
        break;
      }
      if (reply == Reply.TOO_LONG) {
        work.shortened = true;
        continue;
      }
      if (work.wanted() > 0) {
        work.faults.forEach(fault -> listener.rejected(batch.gap().after(), fault));
      }
      if (reply == Reply.REFUSED) {
        break;
      }
      round++;
    }
    return work.lines;
  }

  private Reply ask(Prompt prompt, Work work) throws InterruptedException {
    @Nullable ProviderException latest = null;
    boolean refused = false;
    for (Link link : chain.links()) {
      Optional<Turn> entered = link.enter();
      if (entered.isEmpty()) {
        continue;
      }
      Turn turn = entered.get();
      boolean settled = false;
      try {
        listener.asks(link.provider());
        read(turn, prompt, work);
        turn.succeeded();
        settled = true;
        return Reply.ANSWERED;
      } catch (ProviderException.Refused e) {
        // It concerns this place alone.
        work.fault(String.valueOf(e.getMessage()));
        refused = true;
      } catch (ProviderException.TooLong e) {
        if (!work.shortened) {
          return Reply.TOO_LONG;
        }
        settled = true;
        turn.failed(e);
        latest = e;
      } catch (ProviderException e) {
        settled = true;
        turn.failed(e);
        if (e instanceof ProviderException.Cancelled) {
          throw e;
        }
        latest = e;
      } finally {
        if (!settled) {
          turn.abandoned();
        }
      }
    }
    if (latest != null) {
      throw latest;
    }
    if (refused) {
      return Reply.REFUSED;
    }
    throw new ProviderException.Retriable(
        "no provider can be asked at present: " + String.join("; ", chain.faults()));
  }

  private void read(Turn turn, Prompt prompt, Work work) throws InterruptedException {
    EventScanner scanner = new EventScanner(2 * EventChecker.MAX_BYTES);
    String by = "%s (%s)".formatted(turn.model().provider(), turn.model().model());
    int objects = 0;
    boolean anyText = false;
    int rest = 0;
    try (Answer answer = turn.model().ask(prompt)) {
      for (var piece = answer.next(); piece.isPresent(); piece = answer.next()) {
        anyText = true;
        scanner.feed(piece.get());
        for (var object = scanner.poll();
            object.isPresent() && work.wanted() > 0;
            object = scanner.poll()) {
          objects++;
          take(object.get(), by, work);
        }
        if (work.wanted() == 0) {
          // The rest is read for its end, which tells what it has cost; one that goes on is cut
          // off.
          rest += piece.get().length();
          if (rest > MAX_REST) {
            return;
          }
          continue;
        }
        if (objects > 2 * Batch.MOST || scanner.barren() > MAX_BARREN) {
          work.fault("the answer ran on without bringing what was asked for");
          return;
        }
      }
    } catch (ProviderException.Retriable e) {
      if (!anyText) {
        throw e;
      }
      // It was written, but not to its end: that is a round of its own.
      work.fault("the answer broke off");
    }
    if (work.wanted() == 0) {
      return;
    }
    if (scanner.oversized() > 0) {
      work.fault("a message was longer than allowed");
    }
    if (objects == 0 && scanner.oversized() == 0) {
      work.fault("the answer held no message; answer with {\"events\": [{\"message\": ...}]}");
    }
  }

  private void take(String object, String by, Work work) {
    switch (reader.read(object)) {
      case MessageReader.Result.Bad bad -> work.fault(bad.fault());
      case MessageReader.Result.Good good -> {
        Kind kind = good.kind();
        String written = text(good.message());
        if (!kind.repeats() && inserted.has(written)) {
          work.fault("a message is word for word one that was added before");
          return;
        }
        int index = work.lines.size();
        JsonNode filled = inserted.filling().fill(kind, good.message(), work.batch.at(index));
        Line line =
            new Line(
                work.batch.time(index),
                survey.of().direction(),
                new Message.Text(text(filled)),
                Optional.empty(),
                Optional.of(new Generated(by, Optional.of(survey.of().narrative().name()))));
        inserted.add(line);
        work.lines.add(line);
      }
    }
  }

  private static String text(JsonNode message) {
    return message.isTextual() ? message.textValue() : message.toString();
  }
}
