using System.Text.RegularExpressions;

namespace Bantam.Tests.Architecture;

public sealed partial class LedgerTraitTests
{
    private const int Entries = 375;

    [Fact]
    public void Every_ledger_trait_names_an_entry_that_exists() =>
        Breaches.AssertNone(
            from file in SourceFile.Below("tests")
            from Match trait in LedgerTrait().Matches(file.Text)
            let entry = trait.Groups["entry"].Value
            where !(entry.Length == 4 && entry[0] == 'S' && int.TryParse(entry.AsSpan(1), out int number) && number is >= 1 and <= Entries)
            select $"{file.Path}: {entry}");

    [GeneratedRegex("""Trait\("Ledger", "(?<entry>[^"]*)"\)""")]
    private static partial Regex LedgerTrait();
}
