using System.Text.RegularExpressions;

namespace Bantam.Tests.Architecture;

public sealed partial class NamingTests
{
    [Fact]
    public void No_folder_file_or_type_has_a_name_that_says_nothing() =>
        Breaches.AssertNone(
            from file in SourceFile.Below("src").Concat(SourceFile.Below("tests"))
            from name in file.Path.Split('/').Concat(file.TypeNames)
            where SaysNothing(name)
            select $"{name} in {file.Path}");

    [Theory]
    [InlineData("TensorHelpers", true)]
    [InlineData("Utils", true)]
    [InlineData("Utilities.cs", true)]
    [InlineData("RunManager.cs", true)]
    [InlineData("OpBase", true)]
    [InlineData("Baseline", false)]
    [InlineData("Database.cs", false)]
    public void Words_are_told_from_parts_of_words(string name, bool saysNothing) => Assert.Equal(saysNothing, SaysNothing(name));

    private static bool SaysNothing(string name) => EmptyWord().IsMatch(name);

    [GeneratedRegex("(?:Utils?|Utility|Utilities|Helpers?|Manager|Base)(?![a-z])")]
    private static partial Regex EmptyWord();
}
