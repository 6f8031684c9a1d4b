using Bantam.Model;

namespace Bantam.Cli;

/// <summary>The exit codes, on which scripts rely.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failure = 1;
    public const int Usage = 2;
    public const int BudgetMissed = 3;
    public const int Unsupported = 4;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>The code for an exception.</summary>
    public static int Of(Exception fault) => fault switch
    {
        UnsupportedException => Unsupported,
        UnknownNameException or ArgumentException => Usage,
        _ => Failure,
    };
}
