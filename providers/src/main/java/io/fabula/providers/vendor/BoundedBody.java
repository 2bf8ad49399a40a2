package io.fabula.providers.vendor;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A response body that may have so many bytes and no more, since what reads it keeps all of it.
final class BoundedBody extends FilterInputStream {
  private final long most;
  private long left;

  BoundedBody(InputStream body, long most) {
    super(body);
    this.most = most;
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    count(Math.max(0, read));
    return read;
  }

  private void count(int read) throws IOException {
    left -= read;
    if (left < 0) {
      throw new IOException("the answer is larger than " + most + " bytes");
    }
  }
}
