using System.Text.RegularExpressions;

namespace Bantam.Tests.Architecture;

/// <summary>How deep loops are nested in a text of C#.</summary>
internal static partial class LoopNests
{
    /// <summary>The depth of the deepest nest of loops; 0 where there is no loop.</summary>
    /// <param name="code">Code without comments and literals.</param>
    internal static int Deepest(string code)
    {
        string[] tokens = [.. Token().Matches(code).Select(match => match.Value)];
        Stack<int> braces = new();
        int open = 0;
        int headers = 0;
        int deepest = 0;
        for (int at = 0; at < tokens.Length; at++)
        {
            switch (tokens[at])
            {
                case "for" or "foreach" or "while":
                    at = ClosingParenthesis(tokens, at + 1);
                    headers += IsEndOfDo(tokens, at) ? 0 : 1;
                    break;
                case "do":
                    headers++;
                    break;
                case "{":
                    braces.Push(headers);
                    open += headers;
                    headers = 0;
                    break;
                case "}":
                    open -= braces.TryPop(out int closed) ? closed : 0;
                    break;
                case ";":
                    headers = 0;
                    break;
                default:
                    break;
            }

            deepest = Math.Max(deepest, open + headers);
        }

        return deepest;
    }

    private static bool IsEndOfDo(string[] tokens, int closing) => closing + 1 < tokens.Length && tokens[closing + 1] == ";";

    private static int ClosingParenthesis(string[] tokens, int opening)
    {
        int depth = 0;
        for (int at = opening; at < tokens.Length; at++)
        {
            depth += tokens[at] switch { "(" => 1, ")" => -1, _ => 0 };
            if (depth == 0)
            {
                return at;
            }
        }

        return tokens.Length - 1;
    }

    [GeneratedRegex(@"\b(?:for|foreach|while|do)\b|[(){};]")]
    private static partial Regex Token();
}
