using System.Text;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class CsvReaderTests
{
    private static string Refusal(string text) => Assert.Throws<DataFormatException>(() => CsvReader.Parse(text, "t.csv")).Message;

    [Theory]
    [InlineData("1,2.5\n-3,4e1\n")]
    [InlineData("1,2.5\r\n-3,4e1")]
    [InlineData("\"1\", \"2.5\"\n-3,\"4e1\" \n")]
    [InlineData("\uFEFFa,\"b\"\n 1, 2.5\n-3,4e1\n\n")]
    public void Numbers_come_back_with_or_without_a_header(string text)
    {
        CsvTable table = CsvReader.Parse(text, "t.csv");
        Assert.Equal(2, table.Rows);
        Assert.Equal((1f, 2.5f, -3f, 40f), (table[0, 0], table[0, 1], table[1, 0], table[1, 1]));
        Assert.True(table.Columns is ["0", "1"] or ["a", "b"]);
    }

    [Fact]
    public void The_label_is_the_last_column_or_the_named_one()
    {
        CsvTable table = CsvReader.Parse("a,kind,b\n1,0,0\n2,2,1\n", "t.csv");
        Dataset byName = table.ToClassification("t", labelColumn: "kind");
        Assert.Equal([0, 2], byName.CopyLabels());
        Assert.Equal(new LearningTask.Classification(3), byName.Task);
        float[] features = new float[2];
        byName.CopyInput(1, features);
        Assert.Equal([2, 1], features);
        Assert.Equal([0, 1], table.ToClassification("t").CopyLabels());
        Assert.Equal([1f, 2f], table.ToRegression("t", "a").CopyTargets());
    }

    [Fact]
    public void Quotes_hide_separators_and_stray_ones_are_found()
    {
        Assert.Equal(["last, first", "b"], CsvReader.Parse("\"last, first\",b\n1,2\n", "t.csv").Columns);
        Assert.Contains("Line 3 has 3 fields", Refusal("a,b\n1,2\n1,2,3\n"), StringComparison.Ordinal);
        Assert.Contains("Line 2, column 1: '1,2'", Refusal("1,2\n\"1,2\",3\n"), StringComparison.Ordinal);
        Assert.Contains("Line 2 has 1 fields", Refusal("1,2\n\"1,2\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_column_suggests_the_nearest()
    {
        CsvTable table = CsvReader.Parse("width,kind\n1,0\n", "t.csv");
        Assert.Contains("Did you mean 'kind'?", Assert.Throws<DataFormatException>(() => table.ToRegression("t", "knid")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,2\n3,x", "Line 2, column 2: 'x'")]
    [InlineData("1,2\n3,", "Line 2, column 2: ''")]
    [InlineData("1,2\n3,NaN", "Line 2, column 2: 'NaN'")]
    [InlineData("1,2\n3,Infinity", "Line 2, column 2")]
    [InlineData("1,2\n3,1e99", "Line 2, column 2")]
    [InlineData("1,NaN\n3,1", "Line 1, column 2")]
    [InlineData("1,2\n3", "Line 2 has 1 fields, but the first line has 2")]
    [InlineData("1,2\n\n3,4", "Line 2 has 1 fields")]
    [InlineData("a,b\n1,2,3", "Line 2 has 3 fields")]
    [InlineData("", "The file is empty")]
    [InlineData("a,b\n", "a header but no record")]
    public void Bad_text_is_refused_with_its_place(string text, string expected) => Assert.Contains(expected, Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void A_decimal_comma_is_no_number() => Assert.Contains("Line 2, column 1", Assert.Throws<DataFormatException>(() => CsvReader.Parse("1;2\n1,5;2", "t.csv", ';')).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1,0.5")]
    [InlineData("1,-1")]
    [InlineData("1,3")]
    [InlineData("5")]
    public void Labels_that_are_no_class_are_refused(string text) =>
        Assert.Throws<DataFormatException>(() => CsvReader.Parse(text, "t.csv").ToClassification("t", classes: 3));

    [Fact]
    public void A_line_with_too_many_fields_is_refused() => Assert.Contains("at most 65536", Refusal(new string(',', 100_000)), StringComparison.Ordinal);

    [Fact]
    public void Random_damage_never_causes_another_error() =>
        ReaderFuzz.Run(Encoding.UTF8.GetBytes("a,b,kind\n1,2,0\n3.5,-4e2,1\n5,6,2\n"), 5000, bytes =>
            CsvReader.Parse(Encoding.UTF8.GetString(bytes), "fuzz").ToClassification("fuzz"));
}
