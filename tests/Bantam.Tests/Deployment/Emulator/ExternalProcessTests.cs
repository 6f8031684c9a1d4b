using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

public sealed class ExternalProcessTests
{
    private const string Shell = "/bin/sh";

    [Fact]
    public void Arguments_reach_the_program_unchanged()
    {
        ProcessResult result = Script("printf '%s|' \"$@\"", "a b", "$HOME", "\"", "").Run(TestContext.Current.CancellationToken);
        Assert.Equal("a b|$HOME|\"||", result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void Output_errors_and_status_are_kept_apart()
    {
        ProcessResult result = Script("echo out; echo err >&2; exit 7").Run(TestContext.Current.CancellationToken);
        Assert.Equal(new ProcessResult(7, "out\n", "err\n", false), result);
    }

    [Fact]
    public void Endless_output_is_bounded()
    {
        ProcessResult result = Script("head -c 1000000 /dev/zero | tr '\\0' x").Run(TestContext.Current.CancellationToken);
        Assert.Equal(new string('x', 65536) + "\n(934464 more bytes)", result.Output);
    }

    [Fact]
    public void A_program_without_input_reads_its_end()
    {
        Assert.Equal("0\n", Script("cat | wc -c").Run(TestContext.Current.CancellationToken).Output.TrimStart());
    }

    [Fact]
    public void The_end_of_its_time_kills_the_program_and_its_children()
    {
        ExternalProcess process = Script("sleep 100 & echo $!; wait") with { Timeout = TimeSpan.FromMilliseconds(300) };
        ProcessResult result = process.Run(TestContext.Current.CancellationToken);
        Assert.True(result.TimedOut);
        Assert.Equal(-1, result.ExitCode);
        // The child held the pipe: that its number was read to the pipe's end shows that it is gone.
        Assert.Matches("^[0-9]+\n$", result.Output);
    }

    [Fact]
    public void Cancellation_kills_the_program()
    {
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() => Script("sleep 100").Run(cancellation.Token));
    }

    private static ExternalProcess Script(string text, params string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the programs that are run are shell scripts");
        }

        return new(Shell, ["-c", text, "script", .. arguments]);
    }
}
