package io.fabula.server.admin;

import io.fabula.generator.Library;
import io.fabula.generator.augment.AugmentException;
import io.fabula.generator.augment.AugmentListener;
import io.fabula.generator.augment.Augmentation;
import io.fabula.generator.augment.Augmenter;
import io.fabula.generator.augment.Forecast;
import io.fabula.generator.augment.Outcome;
import io.fabula.generator.augment.Target;
import io.fabula.generator.document.Folder;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.TextFile;
import io.fabula.generator.narrative.Fingerprint;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.narrative.NarrativeReader;
import io.fabula.generator.replay.Recording;
import io.fabula.providers.ProviderException;
import io.fabula.providers.fallback.Chain;
import io.fabula.providers.fallback.Models;
import io.fabula.server.connection.Rejected;
import io.fabula.server.replay.ReplayShelf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Augments the recordings of the replays folder while the server runs. For any thread; blocks, and
/// an interrupt drops the model's call.
public final class ReplayAugmentation {
  /// Each reads its recording three times and may hold a model's connection.
  private static final int AT_ONCE = 4;

  private final Library library;
  private final Path folder;
  private final ReplayShelf replays;
  private final Models models;
  private final Optional<String> provider;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Set<String> written = ConcurrentHashMap.newKeySet();

  /// @param folder of the replays
  /// @param provider stands above what narratives name
  public ReplayAugmentation(
      Library library, Path folder, Models models, Optional<String> provider) {
    this.library = library;
    this.provider = provider;
    this.folder = folder;
    this.replays = ReplayShelf.of(folder);
    this.models = models;
  }

  /// What would be done; calls nobody.
  ///
  /// @param name of the replay
  /// @throws Rejected with 404, 422 or 400
  public Forecast forecast(String name, AugmentRequest request)
      throws IOException, InterruptedException {
    Augmentation what = what(name, request);
    try {
      return new Augmenter(chain(what, request), AugmentListener.NONE).forecast(what, _ -> {});
    } catch (InvalidDocumentException | IllegalArgumentException e) {
      throw refused(name, e);
    }
  }

  /// Augments into a file that the caller names, or into the replay that the request names.
  ///
  /// @param file to write where the request saves nothing
  /// @throws Rejected with 404, 409, 422, 400 or 503 for what was asked, with 502 where nobody
  ///   could write on; the recording is untouched
  public Outcome augment(String name, AugmentRequest request, Path file)
      throws IOException, InterruptedException {
    Augmentation what = what(name, request);
    String saved = request.save().orElse(file.toString());
    if (!written.add(saved)) {
      throw new Rejected(409, "'%s' is being written by another request".formatted(saved));
    }
    if (!places.tryAcquire()) {
      written.remove(saved);
      throw new Rejected(503, "%d augmentations are running; try again later".formatted(AT_ONCE));
    }
    try {
      Target target = target(request, what.recording(), name, file);
      return new Augmenter(chain(what, request), AugmentListener.NONE)
          .augment(what, target, request.resume());
    } catch (InvalidDocumentException | IllegalArgumentException e) {
      throw refused(name, e);
    } catch (AugmentException | ProviderException e) {
      throw new Rejected(502, told(e));
    } finally {
      places.release();
      written.remove(saved);
    }
  }

  private Target target(AugmentRequest request, Recording recording, String name, Path file)
      throws IOException {
    Optional<String> save = request.save();
    if (save.isEmpty()) {
      return Target.file(file, folder);
    }
    if (save.get().equals(name)) {
      return Target.inPlace(recording);
    }
    if (!Folder.isName(save.get())) {
      throw Rejected.badRequest(
          "'save' is a name of letters, digits, '.', '_' and '-', not '%s'".formatted(save.get()));
    }
    if (ReplayShelf.names(folder).contains(save.get())) {
      throw new Rejected(409, "there is a replay '%s' already".formatted(save.get()));
    }
    return Target.file(folder.resolve(save.get() + ".jsonl"), folder);
  }

  private Augmentation what(String name, AugmentRequest request) {
    Recording recording = replays.find(name);
    String text = narrative(request.narrative());
    Narrative narrative = parsed(request.narrative(), text);
    return new Augmentation(
        recording,
        narrative,
        Fingerprint.of(text),
        request.at(),
        request.count(),
        request.direction(),
        request.seed().orElseGet(() -> narrative.seed().orElse(1)));
  }

  /// What is no name is prose; a path is none of a client's business.
  private String narrative(String nameOrProse) {
    Optional<Path> named = library.file(nameOrProse);
    if (named.isPresent()) {
      return TextFile.read(named.get(), NarrativeReader.MAX_BYTES);
    }
    if (nameOrProse.strip().chars().noneMatch(Character::isWhitespace)) {
      throw Rejected.badRequest(
          "no narrative '%s'; there are %s, and prose has more than one word"
              .formatted(nameOrProse, String.join(", ", library.names())));
    }
    return nameOrProse;
  }

  private Narrative parsed(String nameOrProse, String text) {
    String name = library.file(nameOrProse).isPresent() ? nameOrProse : "request";
    try {
      return NarrativeReader.parse(name, name, text);
    } catch (InvalidDocumentException e) {
      throw new Rejected(422, "the narrative is faulty: " + e.getMessage());
    }
  }

  private Chain chain(Augmentation what, AugmentRequest request) {
    try {
      return models.chain(request.provider().or(() -> provider).or(what.narrative()::provider));
    } catch (IllegalArgumentException unknown) {
      throw Rejected.badRequest(String.valueOf(unknown.getMessage()));
    }
  }

  private Rejected refused(String name, RuntimeException e) {
    return e instanceof InvalidDocumentException faults
        ? ReplayShelf.unplayable(name, faults)
        : Rejected.badRequest(told(e));
  }

  /// Where the folder is on this machine stays here.
  private String told(RuntimeException e) {
    return String.valueOf(e.getMessage()).replace(folder.toAbsolutePath() + "/", "");
  }
}
