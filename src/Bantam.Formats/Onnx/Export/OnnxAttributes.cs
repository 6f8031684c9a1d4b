namespace Bantam.Formats;

/// <summary>Makes attributes.</summary>
internal static class OnnxAttributes
{
    public static OnnxAttribute Whole(string name, long value) => new() { Name = name, Kind = OnnxAttributeKind.Whole, Whole = value };

    public static OnnxAttribute Real(string name, double value) => new() { Name = name, Kind = OnnxAttributeKind.Real, Real = (float)value };

    public static OnnxAttribute Text(string name, string value) => new() { Name = name, Kind = OnnxAttributeKind.Text, Text = value };

    public static OnnxAttribute Wholes(string name, params ReadOnlySpan<int> values)
    {
        OnnxAttribute attribute = new() { Name = name, Kind = OnnxAttributeKind.Wholes };
        foreach (int value in values)
        {
            attribute.Wholes.Add(value);
        }

        return attribute;
    }
}
