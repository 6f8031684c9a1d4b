namespace Bantam.Model;

/// <summary>A name that stands for nothing known; the message lists the known ones and suggests the nearest.</summary>
public sealed class UnknownNameException : Exception
{
    /// <summary>Reports an unknown name.</summary>
    /// <param name="kind">What the name should have stood for: <c>data set</c>.</param>
    /// <param name="name">The name.</param>
    /// <param name="known">The names that exist.</param>
    public UnknownNameException(string kind, string name, IReadOnlyList<string> known)
        : base(Describe(kind, name, known))
    {
        Name = name;
    }

    /// <summary>The name that is unknown.</summary>
    public string Name { get; }

    private static string Describe(string kind, string name, IReadOnlyList<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        string suggestion = NearestName.Of(name, known) is string nearest ? $" Did you mean '{nearest}'?" : "";
        return $"There is no {kind} '{name}'.{suggestion} Known: {string.Join(", ", known)}.";
    }
}
