package io.fabula.generator.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.fabula.providers.Secrets;
import java.util.List;

/// Secrets that can be recognised by their form, wherever they stand. RE2 keeps hostile texts from
/// stalling this; a literal that each form must contain keeps harmless ones fast.
final class TokenForms {
  /// A form.
  ///
  /// @param hints one of these is in every text that has the form
  /// @param pattern its first group, where it has one, stays
  private record Form(List<String> hints, Pattern pattern) {
    private Form(String regex, String... hints) {
      this(List.of(hints), Pattern.compile(regex));
    }
  }

  private static final List<Form> FORMS =
      List.of(
          // JSON Web Tokens (RFC 7519): a header in base64, which is JSON and so begins with {".
          new Form("\\beyJ[\\w-]{8,}\\.[\\w-]{4,}\\.[\\w-]*", "eyJ"),
          // RFC 6750
          new Form("(?i)\\b(bearer +)[\\w.~+/-]{8,}=*", "earer ", "EARER "),
          new Form(
              "-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?",
              "PRIVATE KEY"),
          // Keys whose makers gave them a form in order to be found.
          new Form("\\bsk-[\\w-]{16,}", "sk-"),
          new Form("\\b[rs]k_(?:live|test)_\\w{16,}", "k_live_", "k_test_"),
          new Form("\\bgh[pousr]_\\w{30,}", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
          new Form("\\bgithub_pat_\\w{20,}", "github_pat_"),
          new Form("\\bglpat-[\\w-]{16,}", "glpat-"),
          new Form("\\bxox[abeoprs]-[\\w-]{10,}", "xox"),
          new Form("\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b", "AKIA", "ASIA"),
          new Form("\\bAIza[\\w-]{35}", "AIza"),
          new Form("base64url\\.bearer\\.authorization\\.k8s\\.io\\.[\\w-]+", "base64url.bearer."),
          // Addresses in messages.
          new Form(
              "(?i)([?&](?:[\\w-]*token|[\\w-]*key|sig|signature|password|secret)=)[^&\\s\"'#\\\\{]{8,}",
              "oken=",
              "ey=",
              "sig=",
              "signature=",
              "assword=",
              "ecret="));

  private TokenForms() {}

  static String hideIn(String text) {
    String hidden = text;
    for (Form form : FORMS) {
      if (hints(form, hidden)) {
        hidden = replaced(form, hidden);
      }
    }
    return hidden;
  }

  private static boolean hints(Form form, String text) {
    for (String hint : form.hints()) {
      if (text.contains(hint)) {
        return true;
      }
    }
    return false;
  }

  private static String replaced(Form form, String text) {
    Matcher found = form.pattern().matcher(text);
    StringBuilder hidden = new StringBuilder();
    int from = 0;
    while (found.find()) {
      hidden.append(text, from, found.start());
      if (found.groupCount() > 0) {
        hidden.append(found.group(1));
      }
      hidden.append(Secrets.HIDDEN);
      from = found.end();
    }
    return from == 0 ? text : hidden.append(text, from, text.length()).toString();
  }
}
