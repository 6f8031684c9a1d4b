using System.Text;

namespace Bantam.Reports;

/// <summary>Writes a picture as SVG text: shapes, lines and labels with the classes of <see cref="ChartStyle"/>.</summary>
/// <remarks>
/// Every text is escaped and every number is invariant with at most two decimals, so that the same picture is the same
/// text everywhere. Coordinates are in pixels from the upper left corner.
/// </remarks>
public sealed class Svg
{
    private readonly StringBuilder _shapes = new();
    private readonly string _frame;
    private readonly string _words;

    /// <summary>Starts an empty picture.</summary>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    /// <param name="description">What there is to learn from it, for those who cannot see it.</param>
    public Svg(double width, double height, string title, string description)
    {
        _frame = $"viewBox=\"0 0 {N(width)} {N(height)}\" width=\"{N(width)}\" height=\"{N(height)}\" role=\"img\"";
        _words = $"<title>{MarkupText.Escape(title)}</title>\n<desc>{MarkupText.Escape(description)}</desc>\n";
    }

    /// <summary>Adds a rectangle.</summary>
    /// <param name="box">Where it stands.</param>
    /// <param name="style">Its classes.</param>
    /// <param name="hint">The text shown while the pointer rests on it.</param>
    /// <returns>This picture.</returns>
    public Svg Rectangle(SvgBox box, string style, string? hint = null)
    {
        string place = $"x=\"{N(box.X)}\" y=\"{N(box.Y)}\" width=\"{N(box.Width)}\" height=\"{N(box.Height)}\"";
        return Add("rect", place, style, hint is null ? null : $"<title>{MarkupText.Escape(hint)}</title>");
    }

    /// <summary>Adds a straight line.</summary>
    /// <param name="x1">Where it starts, horizontally.</param>
    /// <param name="y1">Where it starts, vertically.</param>
    /// <param name="x2">Where it ends, horizontally.</param>
    /// <param name="y2">Where it ends, vertically.</param>
    /// <param name="style">Its classes.</param>
    /// <returns>This picture.</returns>
    public Svg Line(double x1, double y1, double x2, double y2, string style) =>
        Add("line", $"x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"", style);

    /// <summary>Adds a line through points.</summary>
    /// <param name="points">The points, in order.</param>
    /// <param name="style">Its classes.</param>
    /// <returns>This picture.</returns>
    public Svg Polyline(IEnumerable<(double X, double Y)> points, string style) =>
        Add("polyline", $"points=\"{string.Join(' ', points.Select(p => $"{N(p.X)},{N(p.Y)}"))}\"", style);

    /// <summary>Adds a disc.</summary>
    /// <param name="x">The center, horizontally.</param>
    /// <param name="y">The center, vertically.</param>
    /// <param name="radius">The radius.</param>
    /// <param name="style">Its classes.</param>
    /// <param name="hint">The text shown while the pointer rests on it.</param>
    /// <returns>This picture.</returns>
    public Svg Disc(double x, double y, double radius, string style, string? hint = null) => Add(
        "circle",
        $"cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\"",
        style,
        hint is null ? null : $"<title>{MarkupText.Escape(hint)}</title>");

    /// <summary>Adds a label.</summary>
    /// <param name="x">Its anchor, horizontally: the start, unless the style says <c>middle</c> or <c>end</c>.</param>
    /// <param name="y">Its baseline.</param>
    /// <param name="text">The words.</param>
    /// <param name="style">Its classes.</param>
    /// <param name="degrees">By how much it is turned around its anchor, clockwise.</param>
    /// <returns>This picture.</returns>
    public Svg Label(double x, double y, string text, string style, double degrees = 0)
    {
        string turn = degrees == 0 ? "" : $" transform=\"rotate({N(degrees)} {N(x)} {N(y)})\"";
        return Add("text", $"x=\"{N(x)}\" y=\"{N(y)}\"{turn}", style, MarkupText.Escape(text));
    }

    /// <summary>The picture as a file of its own, with its colors for light and dark.</summary>
    /// <returns>The SVG text.</returns>
    public override string ToString() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" {_frame}>\n{_words}<style>\n{ChartStyle.Css}</style>\n{_shapes}</svg>\n";

    /// <summary>The picture as part of an HTML page that holds <see cref="ChartStyle.Css"/>.</summary>
    /// <returns>The SVG element.</returns>
    public string ToHtml() => $"<svg {_frame}>\n{_words}{_shapes}</svg>\n";

    private static string N(double value) => MarkupText.Coordinate(value);

    private Svg Add(string element, string place, string style, string? content = null)
    {
        _shapes.Append('<').Append(element).Append(" class=\"").Append(MarkupText.Escape(style)).Append("\" ").Append(place);
        _ = content is null
            ? _shapes.Append("/>\n")
            : _shapes.Append('>').Append(content).Append("</").Append(element).Append(">\n");
        return this;
    }
}

/// <summary>An upright box of a picture.</summary>
/// <param name="X">Its left edge.</param>
/// <param name="Y">Its upper edge.</param>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
public readonly record struct SvgBox(double X, double Y, double Width, double Height);
