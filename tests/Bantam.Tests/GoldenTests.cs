namespace Bantam.Tests;

public sealed class GoldenTests
{
    [Fact]
    public void A_difference_shows_the_lines_that_changed_and_no_others() =>
        Assert.Equal("From line 2 on:\n- b\n+ x\n+ y", Golden.Difference("a\nb\nc\n", "a\nx\ny\nc\n"));

    [Fact]
    public void A_repeated_line_that_is_added_is_one_line() =>
        Assert.Equal("From line 3 on:\n+ a", Golden.Difference("a\na", "a\na\na"));

    [Fact]
    public void Lines_between_two_changes_are_left_out() =>
        Assert.Equal("From line 1 on:\n- a\n- d\n+ x\n+ y", Golden.Difference("a\nb\nc\nd\ne", "x\nb\nc\ny\ne"));

    [Fact]
    public void Lines_in_another_order_are_shown() => Assert.Equal("From line 1 on:\n- a\n- b\n+ b\n+ a", Golden.Difference("a\nb", "b\na"));

    [Fact]
    public void A_long_difference_is_cut()
    {
        string received = string.Join('\n', Enumerable.Range(1, 40));

        string difference = Golden.Difference("", received);

        Assert.Contains("+ 10\n+ ... 30 more lines", difference, StringComparison.Ordinal);
    }
}
