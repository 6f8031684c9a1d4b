using System.Text;

namespace Bantam.Model;

/// <summary>A drawing of boxes and arrows in the DOT language, which Graphviz and many editors draw.</summary>
internal sealed class DotText
{
    private readonly StringBuilder _text = new("digraph {\n  rankdir=TB;\n  node [fontname=\"sans-serif\"];\n");

    /// <summary>Adds a box; each of the lines is written below the one before.</summary>
    public void AddNode(string name, string shape, params ReadOnlySpan<string> lines) =>
        _text.Append($"  {Quoted([name])} [shape={shape}, label={Quoted(lines)}];\n");

    /// <summary>Adds an arrow from one box to another.</summary>
    public void AddEdge(string from, string to) => _text.Append($"  {Quoted([from])} -> {Quoted([to])};\n");

    /// <summary>The whole drawing.</summary>
    public override string ToString() => $"{_text}}}\n";

    private static string Quoted(ReadOnlySpan<string> lines)
    {
        StringBuilder quoted = new("\"");
        for (int i = 0; i < lines.Length; i++)
        {
            quoted.Append(i == 0 ? "" : "\\n").Append(lines[i].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings(" "));
        }

        return quoted.Append('"').ToString();
    }
}
