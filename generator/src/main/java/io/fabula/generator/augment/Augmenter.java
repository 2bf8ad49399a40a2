package io.fabula.generator.augment;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.redaction.Redactor;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.ReplayFile;
import io.fabula.generator.sample.UndrawableException;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderException;
import io.fabula.providers.fallback.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Puts messages into recordings: reads one to learn from, goes along it again and has what is
/// wanted written at each place, and at last merges. In constant memory. Blocks; to cancel,
/// interrupt the thread: the call under way is dropped, and what there is stays in the journal. For
/// one thread.
public final class Augmenter {
  private final Chain chain;
  private final AugmentListener listener;

  /// @param chain who writes; where it is empty, messages are drawn from the recording's shapes
  public Augmenter(Chain chain, AugmentListener listener) {
    this.chain = chain;
    this.listener = listener;
  }

  /// Puts messages in.
  ///
  /// @param resume whether to go on with what an earlier run has left beside the target
  /// @throws InvalidDocumentException where the recording has faults
  /// @throws IllegalArgumentException where it has no place for what is asked, or an earlier run
  ///   has left something that is not to be gone on with
  /// @throws AugmentException where nobody can write on, or nothing came about; the target is
  ///   untouched
  public Outcome augment(Augmentation what, Target target, boolean resume)
      throws IOException, InterruptedException {
    Survey survey = survey(what);
    boolean kept = target.journal().isPresent();
    Path file = kept ? target.journal().get() : Files.createTempFile("fabula-augment", ".part");
    if (!kept) {
      Files.delete(file);
      file.toFile().deleteOnExit();
    }
    boolean done = false;
    try {
      Outcome outcome;
      try (Journal journal = Journal.open(file, head(survey), resume)) {
        try {
          outcome = write(survey, journal, kept);
        } finally {
          // Nothing to go on with is nothing to keep.
          done = journal.entries() == 0;
        }
      }
      if (outcome.inserted() == 0) {
        done = true;
        throw new AugmentException(
            "none of the %d messages came about; nothing is written".formatted(outcome.asked()));
      }
      mustBeUnchanged(survey, what.recording());
      target.write(out -> Merge.write(what.recording(), file, out));
      done = true;
      return outcome;
    } finally {
      if (done || !kept) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Survey survey(Augmentation what) throws IOException {
    Survey survey = Survey.of(what, listener);
    if (survey.unplaced() > 0) {
      listener.note(
          "%,d messages found by 'at' have no place behind them: the server waits there for the client's first word"
              .formatted(survey.unplaced()));
    }
    return survey;
  }

  /// The stamp of a file that is copied unread must be that of the one that was read.
  private static void mustBeUnchanged(Survey survey, Recording recording) throws IOException {
    if (recording instanceof ReplayFile replay && !survey.stamp().equals(Survey.stamp(recording))) {
      throw new AugmentException(
          "%s was changed while it was read; nothing is written".formatted(replay.file()));
    }
  }

  /// What tells one run from another. Who writes may change: another provider may go on.
  private static String head(Survey survey) {
    Augmentation what = survey.of();
    return "{\"fabula\":\"augment\",\"version\":1,\"recording\":\"%s\",\"narrative\":\"%s\",\"at\":\"%s\",\"count\":%d,\"dir\":\"%s\",\"seed\":%d}"
        .formatted(
            survey.fingerprint(),
            what.fingerprint(),
            Survey.hex(what.at().stream().map(Selector::source).collect(Collectors.joining("\n"))),
            survey.count(),
            what.direction().word(),
            what.seed());
  }

  /// One run along the places.
  private final class Run implements Walk.Visitor {
    private final Survey survey;
    private final Journal journal;
    private final Journal.Reading before;
    private final int known;
    private final Inserted inserted;
    private final @Nullable Pen model;
    private @Nullable Pen offline;
    private int messages;
    private int resumed;
    private int tried;
    private int places;
    private int emptyPlaces;
    private int here;

    private Run(Survey survey, Journal journal, Journal.Reading before) {
      this.survey = survey;
      this.journal = journal;
      this.before = before;
      this.known = journal.entries();
      this.inserted = new Inserted(survey.kinds());
      this.model =
          chain.links().isEmpty()
              ? null
              : new ModelPen(
                  survey,
                  chain,
                  inserted,
                  new PromptWriter(survey, new Redactor(survey.of().recording().origin())),
                  listener);
    }

    @Override
    public void visit(Batch batch) throws IOException, InterruptedException {
      int got;
      if (batch.number() <= known) {
        got = takeOver(batch);
        resumed += got;
      } else {
        List<Line> lines = write(batch);
        journal.add(batch, lines);
        got = lines.size();
      }
      messages += got;
      tried += batch.size();
      if (batch.first() == 1) {
        places++;
        here = 0;
      }
      here += got;
      boolean placeDone = batch.first() + batch.size() > batch.of();
      emptyPlaces += placeDone && here == 0 ? 1 : 0;
      listener.done(tried, survey.count());
    }

    private int takeOver(Batch batch) throws IOException {
      Journal.Entry entry = before.next().orElseThrow();
      if (entry.after() != batch.gap().after()
          || entry.lines().size() + entry.missing() != batch.size()) {
        throw new IOException(
            "%s does not fit the recording; remove it to begin anew".formatted(journal.file()));
      }
      for (String line : entry.lines()) {
        inserted.takeOver(parsed(line));
      }
      return entry.lines().size();
    }

    private Line parsed(String line) throws IOException {
      return Journal.parsed(journal.file(), line);
    }

    private List<Line> write(Batch batch) throws InterruptedException {
      if (model == null) {
        return offline().write(batch);
      }
      try {
        return model.write(batch);
      } catch (ProviderException.Cancelled e) {
        throw e;
      } catch (ProviderException e) {
        if (chain.endsOffline()) {
          return offline().write(batch);
        }
        throw e;
      }
    }

    private Pen offline() {
      if (offline == null) {
        try {
          offline = new SamplePen(survey, inserted);
        } catch (UndrawableException e) {
          throw new AugmentException("nothing can be drawn: " + e.getMessage(), e);
        }
      }
      return offline;
    }

    private Outcome outcome() {
      return new Outcome(messages, survey.count(), resumed, places, emptyPlaces);
    }
  }

  private Outcome write(Survey survey, Journal journal, boolean kept)
      throws IOException, InterruptedException {
    try (Journal.Reading before = Journal.read(journal.file())) {
      Run run = new Run(survey, journal, before);
      try {
        Walk.along(survey, run);
      } catch (ProviderException e) {
        String far =
            "%s; stopped at %d of %d messages"
                .formatted(e.getMessage(), run.messages, survey.count());
        throw new AugmentException(
            kept && journal.entries() > 0
                ? "%s, kept in %s; 'resume' goes on from there".formatted(far, journal.file())
                : kept ? far : far + "; written to a file, a run could be gone on with",
            e);
      }
      return run.outcome();
    }
  }

  /// Finds out what [#augment] would do, and calls nobody.
  ///
  /// @param spots hears of each place in its order
  /// @throws InvalidDocumentException where the recording has faults
  /// @throws IllegalArgumentException where it has no place for what is asked
  public Forecast forecast(Augmentation what, Consumer<Forecast.Spot> spots)
      throws IOException, InterruptedException {
    Survey survey = survey(what);
    PromptWriter prompts = new PromptWriter(survey, new Redactor(what.recording().origin()));
    boolean asks = !chain.links().isEmpty();
    long[] sums = new long[4];
    Walk.along(
        survey,
        batch -> {
          if (batch.first() == 1) {
            sums[0]++;
            int last = batch.of() - 1;
            spots.accept(
                new Forecast.Spot(batch.gap().after(), batch.of(), batch.at(0), batch.at(last)));
          }
          if (asks) {
            // About so much will have been put in by then.
            List<Batch.Heard> inserted = new ArrayList<>(batch.before());
            Prompt prompt =
                prompts.write(
                    batch,
                    batch.size(),
                    batch.number() == 1 ? List.of() : inserted,
                    List.of(),
                    false);
            sums[1]++;
            sums[2] += tokens(prompt);
            sums[3] += batch.size() * (prompts.tokens() + 8L) + 8;
          }
        });
    return new Forecast(survey.count(), (int) sums[0], (int) sums[1], sums[2], sums[3]);
  }

  private static long tokens(Prompt prompt) {
    int schema = prompt.schema().map(wanted -> wanted.json().length()).orElse(0);
    return ((long) prompt.system().length() + prompt.user().length() + schema) / 4;
  }

  /// Takes out all that was put in; the rest is as it was before, byte for byte.
  ///
  /// @return how many messages were taken out
  /// @throws InvalidDocumentException where the recording has faults; the target is untouched
  public static long strip(Recording recording, Target target) throws IOException {
    try (Lines lines = recording.read()) {
      // All of it, so that a fault at its end leaves no half of it on a stream.
      while (lines.next().isPresent()) {}
    }
    long[] left = new long[1];
    target.write(out -> left[0] = Merge.strip(recording, out));
    return left[0];
  }
}
