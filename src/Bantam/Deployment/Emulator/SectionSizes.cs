using System.Globalization;

namespace Bantam.Deployment;

/// <summary>Reads a model's sizes from the section table of an image.</summary>
internal static class SectionSizes
{
    /// <summary>Reads lines of the form <c>section size address</c>; the section names are those of the harness's linker script.</summary>
    public static FirmwareSize Read(string table)
    {
        Dictionary<string, int> sizes = [];
        foreach (string line in table.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 3 && words[0].StartsWith('.') && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int size))
            {
                sizes[words[0]] = size;
            }
        }

        int code = sizes.GetValueOrDefault(".model.code");
        int constants = sizes.GetValueOrDefault(".model.const");
        int library = sizes.GetValueOrDefault(".library") + sizes.GetValueOrDefault(".library.unwind");
        int data = sizes.GetValueOrDefault(".model.data");
        int harness = sizes.GetValueOrDefault(".vectors") + sizes.GetValueOrDefault(".harness") + sizes.GetValueOrDefault(".harness.data");
        return new(code, constants, library, data, sizes.GetValueOrDefault(".model.bss"), code + constants + library + data + harness);
    }
}
