namespace Bantam.Tests.Architecture;

public sealed class LoopNestsTests
{
    [Theory]
    [InlineData("a(); b();", 0)]
    [InlineData("for (;;) { a(); } while (b) { c(); }", 1)]
    [InlineData("for (;;) { foreach (x in y) { while (z()) { } } }", 3)]
    [InlineData("for (;;) for (;;) a(); for (;;) { b(); }", 2)]
    [InlineData("do { while (a) { } } while (b); for (;;) { }", 2)]
    [InlineData("if (a) { for (;;) { if (b) { c(); } } } for (;;) { d(); }", 1)]
    public void The_deepest_nest_is_counted(string code, int depth) => Assert.Equal(depth, LoopNests.Deepest(code));
}
