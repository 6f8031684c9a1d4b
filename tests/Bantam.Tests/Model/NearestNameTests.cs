using Bantam.Model;

namespace Bantam.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["digits", "mnist", "cifar10", "optdigits"];

    [Theory]
    [InlineData("mnits", "mnist")]
    [InlineData("MNIST", "mnist")]
    [InlineData("cifar", "cifar10")]
    [InlineData("digit", "digits")]
    public void A_typo_finds_the_name_that_was_meant(string typed, string expected) => Assert.Equal(expected, NearestName.Of(typed, Known));

    [Theory]
    [InlineData("imagenet")]
    [InlineData("")]
    [InlineData("x")]
    public void A_name_unlike_all_others_finds_none(string typed) => Assert.Null(NearestName.Of(typed, Known));

    [Fact]
    public void A_page_of_text_is_no_attempt_at_a_name() => Assert.Null(NearestName.Of(new string('m', 1_000_000), Known));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    public void Edit_distance_counts_the_least_changes(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestName.EditDistance(a, b));
        Assert.Equal(expected, NearestName.EditDistance(b, a));
    }
}
