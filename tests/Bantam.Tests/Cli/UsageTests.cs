namespace Bantam.Tests.Cli;

public sealed class UsageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("fti", "bantam: There is no command 'fti'. Did you mean 'fit'? Known: fit, eval, run, convert, inspect, lint, doctor, devices, data, bench, compare, replay, conformance, number, study.")]
    [InlineData("data lst", "bantam: There is no command 'lst'. Did you mean 'list'? Known: list.")]
    [InlineData("data", "bantam: 'data' needs a command: list.")]
    [InlineData("--json", "bantam: 'bantam' needs a command: fit, eval, run, convert, inspect, lint, doctor, devices, data, bench, compare, replay, conformance, number, study.")]
    [InlineData("doctor cortex-m4", "bantam: 'cortex-m4' was not expected: 'doctor' takes options only.")]
    [InlineData("fit --epochs abc", "bantam: --epochs is a whole number, but got 'abc'.")]
    [InlineData("fit --epochs 99999999999", "bantam: --epochs is a whole number, but got '99999999999'.")]
    [InlineData("fit --floor high", "bantam: --floor is a number such as 0.985, but got 'high'.")]
    [InlineData("fit --seed -1", "bantam: --seed is a whole number, 0 or more, but got '-1'.")]
    [InlineData("fit --threads two", "bantam: --threads is a whole number, but got 'two'.")]
    public void A_wrong_word_gives_one_message_and_exit_code_2(string arguments, string message)
    {
        CommandRun run = CommandRun.Here(arguments.Split(' '));

        Assert.Equal($"{message}\nTry 'bantam --help', or 'bantam COMMAND --help'.\n", run.Error.ReplaceLineEndings("\n"));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }

    [Theory]
    [InlineData("fit --epohcs 3", "There is no option '--epohcs'. Did you mean '--epochs'?")]
    [InlineData("data list --jsn", "There is no option '--jsn'. Did you mean '--json'?")]
    [InlineData("fit --progress fast", "'plain'")]
    [InlineData("fit --network", "--network")]
    [InlineData("fit --data sin", "There is no data set 'sin'. Did you mean 'sine'?")]
    [InlineData("fit --network lenett", "There is no network 'lenett'. Did you mean 'lenet'?")]
    [InlineData("fit --device cortx-m4", "There is no device 'cortx-m4'. Did you mean 'cortex-m4'?")]
    [InlineData("fit --epochs 0", "--epochs is 1 or more, but got 0")]
    [InlineData("fit --threads 0", "--threads is between 1 and 1024, but got 0")]
    [InlineData("fit --threads 5000", "--threads is between 1 and 1024, but got 5000")]
    [InlineData("fit --flash 12Q", "--flash is a number of bytes, for example 65536 or 64K, but got '12Q'")]
    [InlineData("fit --ram 0", "--ram is a number of bytes, for example 65536 or 64K, but got '0'")]
    [InlineData("fit --ram -5K", "--ram is a number of bytes")]
    [InlineData("fit --data digits --floor 1.5", "The bound of accuracy is between 0 and 1, but got 1.5")]
    [InlineData("fit --data digits --ceiling 0.5", "use --floor")]
    [InlineData("fit --data sine --floor 0.5", "use --ceiling")]
    [InlineData("fit --floor 0.5 --ceiling 0.5", "give one of them")]
    public void What_cannot_be_is_refused_with_exit_code_2(string arguments, string message)
    {
        string[] words = arguments.StartsWith("fit", StringComparison.Ordinal) ? [.. arguments.Split(' '), "--out", _folder.Path] : arguments.Split(' ');
        if (words[^3] == "--network")
        {
            words = words[..^2];
        }

        CommandRun run = CommandRun.Here(words);

        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public void Errors_are_shown_even_where_talk_is_not()
    {
        CommandRun run = CommandRun.Here("fit", "--quiet", "--data", "sin", "--out", _folder.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("bantam: There is no data set 'sin'.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_arguments_the_help_is_printed()
    {
        CommandRun run = CommandRun.Here();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(CommandRun.Here("--help").Output, run.Output);
    }

    public void Dispose() => _folder.Dispose();
}
