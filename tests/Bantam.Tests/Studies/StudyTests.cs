using System.Text.RegularExpressions;
using System.Xml;
using Bantam.Studies;

namespace Bantam.Tests.Studies;

/// <summary>What holds for every study.</summary>
public sealed partial class StudyTests
{
    public static TheoryData<string> Ids { get; } = [.. StudyBook.All.Select(study => study.Id)];

    [Fact]
    public void Each_study_has_a_name_of_its_own() => Assert.Distinct(StudyBook.All.Select(study => study.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void No_row_differs_where_no_erratum_applies(string id)
    {
        StudyResult result = StudyBook.Named(id).Run();

        Assert.NotEmpty(result.Rows);
        Assert.All(result.Rows, row => Assert.False(row.Verdict == StudyVerdict.Differs, $"{row.What}: notes {row.Notes}, ours {row.Ours}"));
        Assert.All(result.Rows, row => Assert.True(row.Erratum is null || Erratum().IsMatch(row.Erratum), row.What));
        Assert.Distinct(result.Rows.Select(row => row.What));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_figure_is_a_picture_with_a_series_behind_it(string id)
    {
        StudyResult result = StudyBook.Named(id).Run();

        Assert.Distinct(result.Figures.Select(figure => figure.Id));
        Assert.All(result.Figures, figure =>
        {
            Assert.NotEmpty(figure.Data.Rows);
            Assert.All(figure.Data.Rows, row => Assert.Equal(figure.Data.Columns.Count, row.Count));
            XmlDocument picture = new();
            picture.LoadXml(figure.Picture.ToString());
            Assert.Equal("svg", picture.DocumentElement!.Name);
            Assert.Matches(Name(), figure.Id);
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_study_says_what_it_is_and_where_it_stands_in_notes_and_ledger(string id)
    {
        Study study = StudyBook.Named(id);

        Assert.Matches(Name(), study.Id);
        Assert.Matches(Lines(), study.Lines);
        Assert.NotEmpty(study.Ledger);
        Assert.All(study.Ledger, entry => Assert.Matches(Entry(), entry));
        Assert.InRange(study.Title.Length, 1, 80);
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Name();

    [GeneratedRegex("^[0-9]+(-[0-9]+)?(, [0-9]+(-[0-9]+)?)*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Lines();

    [GeneratedRegex("^S[0-9]{3}$")]
    private static partial Regex Entry();

    [GeneratedRegex("^E[0-9]{2}$")]
    private static partial Regex Erratum();
}
