package dev.sluice.llamacpp.store;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a file is that is no GGUF file, by its first bytes; of a download, that is mostly it. */
final class FileKind {
  /** So many bytes tell. */
  static final int BYTES = 512;

  private FileKind() {}

  /**
   * What it is and what to do, as the end of a sentence that begins with its name.
   *
   * @param begin the file's first bytes, up to {@value #BYTES}
   */
  static String of(byte[] begin) {
    if (begin.length == 0) {
      return "is empty, so it is no GGUF file: download it again.";
    }
    String text = new String(begin, StandardCharsets.ISO_8859_1);
    String lower = text.stripLeading().toLowerCase(Locale.ROOT);
    if (text.startsWith("version https://git-lfs")) {
      return "is no GGUF file but a Git LFS pointer to one: fetch it with `git lfs pull`, or download the file itself.";
    }
    if (lower.startsWith("<!doctype html")
        || lower.startsWith("<html")
        || lower.startsWith("<?xml")) {
      return "is no GGUF file but a web page: the link led to a page about it, or to a sign-in. Download the file itself.";
    }
    if (text.startsWith("PK\3\4")) {
      return "is no GGUF file but a zip file, perhaps a PyTorch model: unpack it, or convert it to GGUF with llama.cpp's convert_hf_to_gguf.py.";
    }
    if (text.startsWith("\u001f\u008b")
        || text.startsWith("(\u00b5/\u00fd")
        || text.startsWith("\u00fd7zXZ")) {
      return "is no GGUF file but a compressed one: unpack it first.";
    }
    if (text.startsWith("\u0080\2") || text.startsWith("\u0080\4")) {
      return "is no GGUF file but a pickled PyTorch model: convert it to GGUF with llama.cpp's convert_hf_to_gguf.py.";
    }
    if (text.length() > Long.BYTES
        && text.startsWith("{", Long.BYTES)
        && text.startsWith("\0\0", 6)) {
      return "is no GGUF file but a safetensors model: convert it to GGUF with llama.cpp's convert_hf_to_gguf.py, or look for a GGUF file of the same model.";
    }
    if (text.startsWith("lmgg") || text.startsWith("fmgg") || text.startsWith("tjgg")) {
      return "is no GGUF file but one of its predecessor GGML, which nothing reads any more: look for a GGUF file of the same model.";
    }
    if (lower.startsWith("{") || lower.startsWith("[")) {
      return "is no GGUF file but JSON, perhaps a server's error or an index: download the file itself.";
    }
    if (text.chars().allMatch(c -> c == 0)) {
      return "is no GGUF file: it begins with nothing but zeros, so a download never finished. Download it again.";
    }
    return "is no GGUF file; llama.cpp's models have that format, and the ending .gguf.";
  }
}
