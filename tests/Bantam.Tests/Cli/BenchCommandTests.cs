using Bantam.Cli;
using Bantam.Model;

namespace Bantam.Tests.Cli;

public sealed class BenchCommandTests
{
    [Fact]
    public void A_bench_that_there_is_not_is_wrong_usage() => Assert.Equal(ExitCode.Usage, CommandRun.Here("bench", "sorting").ExitCode);

    [Fact]
    public void The_repository_is_found_above_the_program() => Assert.Equal(Repository.Root, BenchCommand.RootAbove(AppContext.BaseDirectory));

    [Fact]
    public void An_installed_tool_explains_where_benches_run()
    {
        string elsewhere = Path.GetPathRoot(AppContext.BaseDirectory)!;

        Assert.Null(BenchCommand.RootAbove(elsewhere));
        CommandContext context = new(TextWriter.Null, TextWriter.Null, "bantam bench gemm", TestContext.Current.CancellationToken);
        UnsupportedException refusal = Assert.Throws<UnsupportedException>(() => BenchCommand.Run(context, null, ["gemm"]));
        Assert.Contains("Clone the repository", refusal.Message, StringComparison.Ordinal);
    }
}
