using System.Text.RegularExpressions;

namespace Bantam.Cli;

/// <summary>A command line as text that a shell reads back as the same arguments.</summary>
internal static partial class CommandLineText
{
    /// <summary>Writes the program's name and its arguments, quoted where a shell would take them apart.</summary>
    public static string Of(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quoted).Prepend("bantam"));

    private static string Quoted(string argument) =>
        Plain().IsMatch(argument) ? argument
        : OperatingSystem.IsWindows() ? $"\"{argument.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[\w@%+=:,./-]+$")]
    private static partial Regex Plain();
}
