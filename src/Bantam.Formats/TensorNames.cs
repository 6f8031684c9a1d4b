namespace Bantam.Formats;

/// <summary>Checks of the names under which tensors are stored.</summary>
internal static class TensorNames
{
    /// <summary>Demands that no two tensors have one name.</summary>
    /// <exception cref="ArgumentException">Two have.</exception>
    public static void RequireDistinct(IReadOnlyList<NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        HashSet<string> names = [];
        foreach (NamedTensor tensor in tensors)
        {
            if (!names.Add(tensor.Name))
            {
                throw new ArgumentException($"Two tensors are called '{tensor.Name}'; names in one file must be unique.", nameof(tensors));
            }
        }
    }
}
