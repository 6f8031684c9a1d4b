using System.CommandLine;
using System.CommandLine.Parsing;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>What is wrong with a command line, in words that help.</summary>
internal static class UsageError
{
    /// <summary>The messages for a command line that could not be understood. One wrong word gives one message.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        return parsed.UnmatchedTokens is [string first, ..] unmatched
            ? [Unknown(command, unmatched.FirstOrDefault(IsOption) ?? first)]
            : [.. parsed.Errors.Select(fault => Text(fault, command))];
    }

    private static string Unknown(Command command, string word) =>
        IsOption(word) ? new UnknownNameException("option", word, OptionsOf(command)).Message
        : command.Subcommands.Count > 0 ? new UnknownNameException("command", word, NamesOf(command)).Message
        : $"'{word}' was not expected: '{command.Name}' takes options only.";

    private static string Text(ParseError fault, Command command) =>
        fault.SymbolResult is CommandResult && command.Subcommands.Count > 0
            ? $"'{command.Name}' needs a command: {string.Join(", ", NamesOf(command))}."
        : OptionOf(fault.SymbolResult) is { Tokens: [Token only] } result && Expected(result.Option.ValueType) is { } expected
            ? $"{result.Option.Name} is {expected}, but got '{only.Value}'."
        : fault.Message;

    private static OptionResult? OptionOf(SymbolResult? symbol) => symbol as OptionResult ?? symbol?.Parent as OptionResult;

    private static string? Expected(Type type)
    {
        Type number = Nullable.GetUnderlyingType(type) ?? type;
        return number == typeof(int) ? "a whole number"
            : number == typeof(ulong) ? "a whole number, 0 or more"
            : number == typeof(double) ? "a number such as 0.985"
            : null;
    }

    private static bool IsOption(string word) => word.StartsWith('-');

    private static string[] NamesOf(Command command) => [.. command.Subcommands.Select(sub => sub.Name)];

    /// <summary>The options that a command knows: its own, and those of the commands above it that hold below.</summary>
    private static string[] OptionsOf(Command command) =>
        [.. command.Options.Concat(Above(command).SelectMany(above => above.Options).Where(option => option.Recursive)).Select(option => option.Name)];

    private static IEnumerable<Command> Above(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent => Above(parent).Prepend(parent));
}
