package io.fabula.generator.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Files that are text: read whole as strict UTF-8 with a bound on their size, or opened for others
/// to do so piece by piece.
public final class TextFile {
  private TextFile() {}

  /// The file's text, without a byte order mark.
  ///
  /// @throws InvalidDocumentException where the file is missing, larger than `maxBytes` or not
  ///   UTF-8
  public static String read(Path file, int maxBytes) {
    Place place = new Place(file.toString(), 1, 1);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(maxBytes + 1);
    } catch (NoSuchFileException e) {
      throw new InvalidDocumentException(Place.named(file.toString()), "no such file");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
    if (bytes.length > maxBytes) {
      throw new InvalidDocumentException(
          place, "larger than %d KiB, the most such a file may have".formatted(maxBytes / 1024));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new InvalidDocumentException(
          placeOf(file, bytes, in.position()), "not UTF-8 at byte " + in.position());
    }
  }

  /// Opens a file to be read from its start.
  ///
  /// @throws InvalidDocumentException where there is no such file, or it is a folder
  public static SeekableByteChannel open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new InvalidDocumentException(Place.named(file.toString()), "a folder, not a file");
    }
    try {
      return Files.newByteChannel(file);
    } catch (NoSuchFileException e) {
      throw new InvalidDocumentException(Place.named(file.toString()), "no such file");
    } catch (AccessDeniedException e) {
      throw new IOException("cannot read " + file + ": permission denied", e);
    }
  }

  private static Place placeOf(Path file, byte[] bytes, int position) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < position; i++) {
      column = bytes[i] == '\n' ? 1 : column + 1;
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return new Place(file.toString(), line, column);
  }
}
