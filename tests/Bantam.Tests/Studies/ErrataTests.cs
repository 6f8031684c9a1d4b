using Bantam.Studies;

namespace Bantam.Tests.Studies;

public sealed class ErrataTests
{
    private static readonly Lazy<StudyResult[]> Results = new(() => [.. StudyBook.All.Select(study => study.Run())]);

    [Fact]
    public void The_page_on_differences_to_the_notes_is_generated() => Golden.MatchFile("docs/errata.md", ErrataPage.Write(Results.Value));

    [Fact]
    public void Errata_stand_once_each_and_in_order() =>
        Assert.Equal(ErrataBook.All.Select(erratum => erratum.Id).Distinct().Order(StringComparer.Ordinal), ErrataBook.All.Select(erratum => erratum.Id));

    [Fact]
    public void Every_erratum_that_a_study_names_is_in_the_book()
    {
        HashSet<string> known = [.. ErrataBook.All.Select(erratum => erratum.Id)];
        Assert.All(
            Results.Value.SelectMany(result => result.Rows).Select(row => row.Erratum).OfType<string>(),
            erratum => Assert.Contains(erratum, known));
    }

    [Theory]
    [InlineData("E15", "E16", "E17", "E18", "E19", "E20", "E21", "E35", "E36", "E38", "E39", "E40", "E41", "E52", "E56", "E57", "E70", "E71", "E74", "E76")]
    public void Errata_of_counting_and_of_numbers_are_shown_by_a_study(params string[] errata)
    {
        HashSet<string> shown = [.. Results.Value.SelectMany(result => result.Rows).Where(row => row.Verdict == StudyVerdict.NotesWrong).Select(row => row.Erratum!)];
        Assert.All(errata, erratum => Assert.Contains(erratum, shown));
    }
}
